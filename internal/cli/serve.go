package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/demo"
	"github.com/havenward/havenward/internal/ledger"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/own"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/scan"
	"github.com/havenward/havenward/internal/signin"
	"github.com/havenward/havenward/internal/site"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/subsistence"
)

// Serving is what serve and demo have in common.
type Serving struct {
	Secure       bool           `help:"People reach the service over TLS, at a proxy before it." env:"HAVENWARD_SECURE"`
	URL          string         `help:"Address by which people reach the service, such as https://havenward.example; passkeys and identity providers are bound to it." env:"HAVENWARD_URL" placeholder:"URL"`
	Proxy        []netip.Prefix `help:"Network of the proxy before the service, such as 127.0.0.1/32: only what it says of who asked is believed." env:"HAVENWARD_PROXY" placeholder:"NETWORK"`
	OwnAddress   string         `help:"How cards say where the page is that people have about themselves; a name that says nothing of the service is safer." env:"HAVENWARD_OWN_ADDRESS" placeholder:"ADDRESS"`
	OwnExit      string         `help:"Where the button that leaves that page leads." default:"https://www.bbc.co.uk/weather" env:"HAVENWARD_OWN_EXIT" placeholder:"URL"`
	SessionIdle  time.Duration  `help:"How long a session lasts that nobody uses." default:"30m" env:"HAVENWARD_SESSION_IDLE"`
	SessionWhole time.Duration  `help:"How long a session lasts at most." default:"12h" env:"HAVENWARD_SESSION_WHOLE"`
	Proof        time.Duration  `help:"How long a proof of who somebody is counts for what needs one." default:"10m" env:"HAVENWARD_PROOF"`
	CodeDrift    time.Duration  `help:"How far the clocks of authenticator apps may differ, 30s at most: codes count so much longer than the 30 seconds for which they are shown (a demonstration allows 30s)." default:"0s" env:"HAVENWARD_CODE_DRIFT"`
	Rules        string         `help:"Folder of further rule files (JSON)." env:"HAVENWARD_RULES" placeholder:"DIR"`
	Breached     string         `help:"List of passwords known from breaches (SHA-1 in order, as Have I Been Pwned hands it out); nobody may choose one of them." env:"HAVENWARD_BREACHED" placeholder:"FILE"`
	Rates        string         `help:"File of a place's own rates of subsistence (JSON), in the place of those that the program carries for it." env:"HAVENWARD_RATES" placeholder:"FILE" type:"path"`
	Clamd        string         `help:"Socket of a running clamd that looks at files: unix:PATH or tcp:HOST:PORT; nobody gets a file before it has." env:"HAVENWARD_CLAMD" placeholder:"WHERE"`
	MailHost     string         `help:"Mail server; without one, messages are kept and not sent." env:"HAVENWARD_MAIL_HOST" placeholder:"HOST"`
	MailPort     int            `help:"Port of the mail server." default:"587" env:"HAVENWARD_MAIL_PORT"`
	MailUser     string         `help:"User of the mail server." env:"HAVENWARD_MAIL_USER" placeholder:"USER"`
	MailPassword string         `help:"Password of the mail server; better in the environment than here." env:"HAVENWARD_MAIL_PASSWORD" placeholder:"PASSWORD"`
	MailFrom     string         `help:"Sender of messages." default:"no-reply@havenward.example" env:"HAVENWARD_MAIL_FROM" placeholder:"ADDRESS"`
}

// Version is what the program calls itself.
type Version string

// Serve serves the service.
type Serve struct {
	Serving `embed:""`
}

// Run serves until the context ends.
func (c *Serve) Run(ctx context.Context, settings *Settings, version Version) error {
	d, published, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	return c.serve(ctx, settings, version, d, published, nil)
}

// Demo serves a demonstration.
type Demo struct {
	Serving `embed:""`
}

// Run fills an empty database with the demonstration, prints who can sign in,
// and serves until the context ends.
func (c *Demo) Run(ctx context.Context, settings *Settings, version Version) error {
	d, published, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	rules, err := c.book()
	if err != nil {
		return err
	}
	if err := demo.Fill(ctx, d, rules); err != nil {
		return err
	}
	signIns := demo.SignIns()
	fmt.Printf("Demonstration: everybody in it is invented. Password for all: %s\n", signIns.Password)
	for _, person := range signIns.People {
		fmt.Printf("  %-36s %-58s code from key %s\n", person.Email, person.Does, person.Secret)
	}
	fmt.Printf("Pages of the people themselves, at /info, each with the word %s:\n", demo.OwnWord)
	for _, page := range demo.OwnCodes {
		fmt.Printf("  %-36s %-58s %s\n", own.ShowCode(page.Code), page.Who, page.Language)
	}
	fmt.Println("The page after the password shows the codes of the moment.")
	return c.serve(ctx, settings, version, d, published, signIns)
}

func (c *Serving) serve(ctx context.Context, settings *Settings, version Version, d *db.Database, published *ledger.Ledger, demonstration *signin.Demonstration) error {
	log := logger()
	if missing := page.AssetsMissing(); missing != "" {
		log.Warn(missing)
	}
	rules, err := c.book()
	if err != nil {
		return err
	}
	rates, err := c.rates()
	if err != nil {
		return err
	}
	mail, err := c.mail(log)
	if err != nil {
		return err
	}
	config := site.Config{DB: d, Rules: rules, Rates: rates, Log: log, Mail: mail, Secure: c.Secure, SignIn: c.signIn(demonstration), Own: own.Settings{Address: c.OwnAddress, Exit: c.OwnExit}, Version: string(version), Tombstones: settings.tombstones()}
	if c.Breached != "" {
		if config.SignIn.Breached, err = account.OpenBreached(c.Breached); err != nil {
			return err
		}
	}
	if c.Clamd != "" {
		if config.Scanner, err = scan.Open(c.Clamd); err != nil {
			return err
		}
	}
	s := site.New(config)
	handler, err := s.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", settings.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --listen", settings.Listen, err)
	}
	server := page.Server(settings.Listen, page.Forwarded(handler, c.Proxy))
	working, stopWork := context.WithCancel(ctx)
	var background sync.WaitGroup
	defer func() { // the log is closed before the database
		stopWork()
		background.Wait()
	}()
	background.Go(func() { published.Run(working) })
	background.Go(func() { s.Work(working) }) // what it has taken is handed back
	go func() {
		<-ctx.Done()
		closing, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(closing)
	}()
	fmt.Printf("listening on http://%s\n", listener.Addr())
	// What only starting needed (templates as text, lists as read) goes back to the
	// machine, a moment later so that nobody waits for it.
	time.AfterFunc(time.Second, debug.FreeOSMemory)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (c *Serving) book() (statute.Book, error) {
	if c.Rules == "" {
		return statute.Default(), nil
	}
	return statute.Load(os.DirFS(c.Rules))
}

func (c *Serving) rates() (subsistence.Book, error) {
	if c.Rates == "" {
		return subsistence.Default(), nil
	}
	return subsistence.Default().WithFile(c.Rates)
}

func (c *Serving) mail(log *slog.Logger) (notify.Transport, error) {
	if c.MailHost == "" {
		return notify.Log(log), nil
	}
	return notify.SMTP(c.MailHost, c.MailPort, c.MailUser, c.MailPassword, c.MailFrom)
}

func (c *Serving) signIn(demonstration *signin.Demonstration) signin.Settings {
	drift := c.CodeDrift
	if demonstration != nil {
		drift = account.MostDrift // its codes are read from one page and typed into another
	}
	return signin.Settings{URL: c.URL, Demonstration: demonstration, CodeDrift: min(max(drift, 0), account.MostDrift),
		Limits: account.Limits{Idle: c.SessionIdle, Whole: c.SessionWhole, Proof: c.Proof}}
}
