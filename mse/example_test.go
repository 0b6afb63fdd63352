package mse_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/havenward/havenward/mse"
)

// People known to the police, a charity and a council, by the lists they are on.
const people = `police,charity,council,count
1,0,0,400
0,1,0,300
0,0,1,200
1,1,0,60
1,0,1,45
0,1,1,20
1,1,1,6
`

func Example() {
	data, err := mse.Read(strings.NewReader(people), mse.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := mse.Run(context.Background(), data.Table, mse.MethodStepwise, mse.RunOptions{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d known, %.0f estimated\n", answer.Observed, answer.Estimate)
	for _, pair := range answer.Fit.Model.Terms() {
		fmt.Println("dependent:", data.Table.Names(pair))
	}
	// Output:
	// 1031 known, 3088 estimated
}

// Every method on the same table: the choice matters more than chance.
func ExampleMultiverse() {
	data, err := mse.Read(strings.NewReader(people), mse.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	universes, err := mse.Multiverse(context.Background(), data.Table, mse.MultiverseOptions{
		Methods: []mse.Method{mse.MethodStepwise, mse.MethodBIC},
		Run:     mse.RunOptions{Replicates: -1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range universes {
		fmt.Printf("%s, %s: %.0f\n", u.Variation.Name, u.Method, u.Answer.Estimate)
	}
	// Output:
	// all lists, stepwise: 3088
	// all lists, bic: 3088
	// without police, stepwise: 4023
	// without police, bic: 4023
	// without charity, stepwise: 2715
	// without charity, bic: 2715
	// without council, stepwise: 2989
	// without council, bic: 2989
	// police+charity, stepwise: 3172
	// police+charity, bic: 3172
	// police+council, stepwise: 3281
	// police+council, bic: 3281
	// charity+council, stepwise: 2905
	// charity+council, bic: 2905
}

// A model can be fitted many times without allocating.
func ExampleFitter() {
	data, err := mse.Read(strings.NewReader(people), mse.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	pair, err := data.Table.Set("police", "charity")
	if err != nil {
		fmt.Println(err)
		return
	}
	f := mse.NewFitter(data.Table.K())
	f.Load(data.Table)
	unseen, err := f.Unseen(mse.NewModel(pair))
	fmt.Printf("%.1f %v\n", unseen, err)
	// Output:
	// 2140.8 <nil>
}
