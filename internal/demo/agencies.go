// Package demo fills an empty database with a demonstration: invented agencies,
// people who can sign in, and a population of referrals in every state, made by
// the same commands as everything else.
package demo

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/signin"
)

// Password is every demonstration person's password.
const Password = "lantern-harbour-42"

// person is somebody who can sign in to the demonstration. Secrets are fixed so
// that an authenticator set up once keeps working; they guard invented people.
type person struct {
	agency, name, email, does, secret string
	roles                             []account.Role
}

var agencies = []account.Agency{
	{Name: "Single Competent Authority", Kind: account.CompetentAuthority, Jurisdiction: "england"},
	{Name: "Immigration Enforcement Competent Authority", Kind: account.CompetentAuthority, Jurisdiction: "england"},
	{Name: "Northmere Devolved Panel", Kind: account.CompetentAuthority, Jurisdiction: "england"},
	{Name: "Westhaven Police", Kind: account.Police, Jurisdiction: "england"},
	{Name: "Northmere Council", Kind: account.LocalAuthority, Jurisdiction: "england"},
	{Name: "Harbour Light", Kind: account.NGO, Jurisdiction: "england"},
	{Name: "Northstar Support", Kind: account.Provider, Jurisdiction: "england"},
	{Name: "Seaport Border Unit", Kind: account.Government, Jurisdiction: "england"},
	{Name: "Havenward Operations", Kind: account.Government, Jurisdiction: "england"},
	{Name: "Namai Kaunas", Kind: account.NGO, Jurisdiction: "lithuania"},
	{Name: "Casa Aperta Torino", Kind: account.NGO, Jurisdiction: "italy"},
	{Name: "Havenward Statistics", Kind: account.Government, Jurisdiction: "england"},
}

var people = []person{
	{"Westhaven Police", "Priya Marlow", "priya.marlow@westhaven.example", "Police officer: makes referrals", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA", roles(account.FirstResponder)},
	{"Westhaven Police", "Noor Hadley", liaison, "Victim liaison officer: reads parts of justice files that people agreed to show", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", roles(account.VictimLiaison)},
	{"Northmere Council", "Tom Askew", "tom.askew@northmere.example", "Council social worker: refers children; records officer of the council", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXB", roles(account.FirstResponder, account.AgencyAdministrator, account.RecordsOfficer)},
	{"Harbour Light", "Ngozi Bell", "ngozi.bell@harbourlight.example", "Charity worker: makes referrals", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXC", roles(account.FirstResponder)},
	{"Harbour Light", "Amara Quist", worker, "Support worker: supports people, reads what is shared, keeps teams and rotas", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXL", roles(account.SupportProvider, account.AgencyAdministrator)},
	{"Harbour Light", "Joel Marsden", supportSecond, "Support worker", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXS", roles(account.SupportProvider)},
	{"Harbour Light", "Maeve Dunne", supportManager, "Support manager: names workers, authorises longer support", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXT", roles(account.SupportManager)},
	{"Harbour Light", "Orla Fenwick", "orla.fenwick@harbourlight.example", "Lead manager: manages support, and compares providers", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2J", roles(account.SupportManager, account.Commissioner)},
	{"Harbour Light", "Tilda Brandt", paymentsOfficer, "Payments officer: prepares money to live on, which a second person agrees to", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2D", roles(account.PaymentsOfficer)},
	{"Northstar Support", "Idris Vaughan", northManager, "Support manager of another provider", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXU", roles(account.SupportManager, account.SupportProvider)},
	{"Harbour Light", "Nadia Brandt", bedDesk, "Accommodation desk: finds beds, moves people out of danger, sees no address", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3B2A", roles(account.AccommodationDesk)},
	{"Harbour Light", "Silas Penrose", houseKeeper, "Placement team of the safe houses: keeps their sealed addresses", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3B2B", roles(account.PlacementTeam)},
	{"Harbour Light", "Dora Finch", houseManager, "House manager: who is in, out and expected in three houses", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3B2C", roles(account.Carer)},
	{"Harbour Light", "Elif Marsh", returnsOfficer, "Returns officer: arranges journeys home that people chose", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2A", roles(account.ReturnsOfficer)},
	{"Namai Kaunas", "Rasa Petraitytė", kaunasPartner, "Receives people in Kaunas, in Lithuanian", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2B", roles(account.ReceivingPartner)},
	{"Casa Aperta Torino", "Giulia Ferri", turinPartner, "Receives people in Turin, in Italian", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2C", roles(account.ReceivingPartner)},
	{"Seaport Border Unit", "Iain Frost", "iain.frost@seaport.example", "Border officer: makes referrals", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXD", roles(account.FirstResponder)},
	{"Single Competent Authority", "Grace Okafor", "grace.okafor@sca.example", "Triage officer: allocates new referrals", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXE", roles(account.TriageOfficer)},
	{"Single Competent Authority", "Daniel Reeve", "daniel.reeve@sca.example", "Decision maker", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXF", roles(account.DecisionMaker)},
	{"Single Competent Authority", "Marta Lindqvist", "marta.lindqvist@sca.example", "Second reader and decision maker", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXG", roles(account.SecondReader, account.DecisionMaker)},
	{"Single Competent Authority", "Helen Achebe", "helen.achebe@sca.example", "Manager: authorises, assigns, reads history and figures", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXH", roles(account.AuthorityManager, account.AgencyAdministrator)},
	{"Immigration Enforcement Competent Authority", "Sam Whitlock", "sam.whitlock@ieca.example", "Decision maker and triage in the other authority", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXI", roles(account.DecisionMaker, account.TriageOfficer)},
	{"Northmere Devolved Panel", "Ruth Carmody", "ruth.carmody@panel.example", "Chair of a devolved child panel", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXJ", roles(account.PanelMember, account.TriageOfficer)},
	{"Havenward Statistics", "Leila Haddad", "leila.haddad@statistics.example", "Statistician: reads figures, makes estimates", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXK", roles(account.Statistician)},
	{"Havenward Statistics", "Edith Sommer", "edith.sommer@statistics.example", "Commissioner: compares providers in numbers that are of nobody", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ", roles(account.Commissioner)},
	{"Northmere Council", "Amara Quaye", "amara.quaye@northmere.example", "Placement team: finds places to live and guards addresses", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2E", roles(account.PlacementTeam)},
	{"Northmere Council", "Owen Fairley", "owen.fairley@northmere.example", "Placement team: the second person who agrees; records officer of the council", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXM", roles(account.PlacementTeam, account.RecordsOfficer)},
	{"Northmere Council", "Rosa Lindley", "rosa.lindley@northmere.example", "Social worker: visitors and missing children", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXN", roles(account.SocialWorker)},
	{"Single Competent Authority", "Imran Sadler", "imran.sadler@sca.example", "Auditor: searches who did and saw what, without content", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2F", roles(account.Auditor)},
	{"Single Competent Authority", "Judith Amory", "judith.amory@sca.example", "Records officer: removals, holds by law, new keys", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXR", roles(account.RecordsOfficer)},
	{"Single Competent Authority", "Colin Drake", "colin.drake@sca.example", "Records officer: the second person who confirms", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2G", roles(account.RecordsOfficer)},
	{"Havenward Operations", "Wren Tully", "wren.tully@operations.example", "System administrator: agencies, never content", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3R2H", roles(account.SystemAdministrator)},
	{"Northmere Council", "Bev Carter", "bev.carter@northmere.example", "Foster carer: the door list and the pack for the police", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXO", roles(account.Carer)},
}

func roles(list ...account.Role) []account.Role { return list }

// SignIns is what the sign-in page of the demonstration tells.
func SignIns() *signin.Demonstration {
	d := &signin.Demonstration{Password: Password}
	for _, p := range people {
		d.People = append(d.People, signin.DemonstrationPerson{Name: p.name, Email: p.email, Does: p.does, Secret: p.secret})
	}
	return d
}

// addPeople makes the agencies and the people of the demonstration.
func addPeople(ctx context.Context, d *db.Database) error {
	hash, err := account.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		ids := map[string]db.ID{}
		for _, agency := range agencies {
			id, err := account.AddAgency(ctx, tx, agency)
			if err != nil {
				return err
			}
			ids[agency.Name] = id
		}
		for _, p := range people {
			id, err := account.AddAccount(ctx, tx, account.NewAccount{Agency: ids[p.agency], Email: p.email, Name: p.name,
				PasswordHash: hash, TOTPSecret: p.secret, Roles: p.roles})
			if err != nil {
				return err
			}
			entry := audit.Entry{Action: "add-account", Category: audit.Alteration, Subject: "account " + string(id), Why: "demonstration"}
			if err := audit.Append(ctx, tx, account.System(account.Command), entry); err != nil {
				return err
			}
		}
		return nil
	})
}

// empty reports whether nobody is in the database yet.
func empty(ctx context.Context, d *db.Database) (bool, error) {
	var n int
	err := d.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.Row(ctx, `SELECT count(*) FROM agency`, nil, &n)
		return err
	})
	return n == 0, err
}
