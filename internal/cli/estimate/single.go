package estimate

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/havenward/havenward/mse"
	"github.com/havenward/havenward/mse/report"
)

func estimate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o := newOptions("estimate", stderr)
	f := o.flags
	f.StringVar(&o.method, "method", report.All, "all, or one of "+methodList())
	f.BoolVar(&o.json, "json", false, "write JSON; the same as --format json")
	f.StringVar(&o.format, "format", "text", "text, json, csv or html")
	f.StringVar(&o.output, "output", "", "file to write to; the standard output if empty")
	f.StringVar(&o.resampled, "resampled", "", "file of many tables, one a row: rep and c00001, c00010, ...")
	f.BoolVar(&o.check, "check", false, "also estimate each list from the others, where the truth is known")
	f.BoolVar(&o.thorough, "thorough", false, "with all: latent classes for every set of lists; takes minutes")
	f.Float64Var(&o.population, "population", 0, "residents, for the rate per 100,000")
	f.Int64Var(&o.small, "small", 0, "leave counts of people from 1 to one less than this out of the report; 0 for none")
	o.inputFlags()
	o.runFlags()
	if err := o.parse(args); err != nil {
		return err
	}
	if o.json {
		o.format = "json"
	}
	if !slices.Contains([]string{"text", "json", "csv", "html"}, o.format) {
		return usageErrorf("There is no format called %q. The formats are text, json, csv and html.", o.format)
	}
	if o.population < 0 {
		return usageErrorf("The number of residents, %g, is negative.", o.population)
	}
	if o.resampled != "" {
		return o.runResampled(ctx, stdout, stderr)
	}
	data, err := o.read()
	if err != nil {
		return err
	}
	r, err := o.build(ctx, data, stderr)
	if err != nil {
		return err
	}
	return o.write(r, stdout)
}

func methodList() string {
	var out []string
	for _, m := range mse.Methods() {
		out = append(out, string(m))
	}
	return strings.Join(out, ", ")
}

// build runs what was asked for.
func (o *options) build(ctx context.Context, data *mse.Data, stderr io.Writer) (*report.Report, error) {
	asked := report.Options{Title: title(o.file), Run: o.run, Consistent: o.check, Thorough: o.thorough, Population: o.population, Small: o.small,
		Stage: func(name string) (func(done, total float64), func()) { return startProgress(stderr, name, o.quiet) }}
	if o.method != report.All {
		asked.Methods = []mse.Method{mse.Method(o.method)}
	}
	return report.Make(ctx, []*mse.Data{data}, asked)
}

func title(file string) string {
	if file == "-" {
		return "standard input"
	}
	return filepath.Base(file)
}

// write writes the report whole or not at all.
func (o *options) write(r *report.Report, stdout io.Writer) error {
	var b bytes.Buffer
	var err error
	switch o.format {
	case "json":
		err = r.JSON(&b)
	case "csv":
		err = r.CSV(&b)
	case "html":
		err = r.HTML(&b)
	default:
		err = r.Text(&b)
	}
	if err != nil {
		return err
	}
	if o.output == "" {
		_, err = stdout.Write(b.Bytes())
		return err
	}
	return os.WriteFile(o.output, b.Bytes(), 0o600)
}
