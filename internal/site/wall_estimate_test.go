package site_test

import (
	"slices"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/estimates"
	"github.com/havenward/havenward/mse"
)

// estimateOf makes an estimate in the agency of somebody who may also do that.
func estimateOf(tx *db.Tx, actor account.Actor, name string) (string, error) {
	actor.Roles = append(slices.Clone(actor.Roles), account.Statistician)
	data, err := estimates.ReadTable("table", "A,B,count\n1,0,30\n0,1,20\n1,1,5\n", "")
	if err != nil {
		return "", err
	}
	id, err := (&estimates.Room{}).Start(background, tx, actor, estimates.Ask{Name: name, Source: estimates.FromTable, Data: []*mse.Data{data},
		Settings: estimates.Settings{Methods: []mse.Method{mse.MethodStepwise}, Level: 95, Threshold: 0.02}})
	return string(id), err
}
