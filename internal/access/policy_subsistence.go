package access

import "github.com/havenward/havenward/internal/account"

// The actions on money to live on.
const (
	ListSubsistence   Action = "list-subsistence"
	ReadSubsistence   Action = "read-subsistence"
	KeepSubsistence   Action = "keep-subsistence"
	KeepPayee         Action = "keep-payee"
	DecideSubsistence Action = "decide-subsistence"
	PreparePayments   Action = "prepare-payments"
	ReadPayments      Action = "read-payments"
	AgreePayments     Action = "agree-to-payments"
	TakePaymentFile   Action = "take-payment-file"
)

var (
	payers    = []account.Role{account.SupportProvider, account.SupportManager, account.PaymentsOfficer}
	agreeing  = []account.Role{account.PaymentsOfficer, account.SupportManager}
	workerPay = []account.Role{account.SupportProvider, account.SupportManager}
)

var subsistencePolicy = []Rule{
	{Action: ListSubsistence, Words: "See what people of one's provider are due to live on", Roles: payers},
	{Action: ReadSubsistence, Words: "Read what somebody is due and was paid", Roles: payers, OnCase: true, Compartments: Support},
	{Action: KeepSubsistence, Words: "Record and correct the facts by which somebody's money is reckoned, and ask for a grant", Roles: workerPay, OnCase: true, Compartments: Support},
	{Action: KeepPayee, Words: "Record how somebody is paid", Roles: payers, OnCase: true, Compartments: Support | Identity},
	{Action: DecideSubsistence, Words: "Decide on a grant that another person asked for, and on money that was paid too much", Roles: agreeing, OnCase: true, Compartments: Support},
	{Action: PreparePayments, Words: "Prepare payments, and record which came back", Roles: roles(account.PaymentsOfficer)},
	{Action: ReadPayments, Words: "Read payments that were prepared, without names and accounts", Roles: agreeing},
	{Action: AgreePayments, Words: "Agree to payments that another person prepared", Roles: agreeing},
	{Action: TakePaymentFile, Words: "Take the file of payments with names and accounts", Roles: roles(account.PaymentsOfficer)},
}
