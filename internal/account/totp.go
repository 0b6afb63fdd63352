package account

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/havenward/havenward/internal/db"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// issuer is what an authenticator shows above the code.
const issuer = "Havenward"

// NewTOTPSecret makes the secret that a person puts in their authenticator.
func NewTOTPSecret(email string) (string, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: email})
	if err != nil {
		return "", err
	}
	return key.Secret(), nil
}

// TOTPPicture draws the QR code by which an authenticator takes a secret, as SVG
// to stand inside a page: a picture with an address of its own would put the
// secret where it can be fetched again.
func TOTPPicture(email, secret string) (string, error) {
	address := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email,
		RawQuery: url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}.Encode()}
	code, err := qr.Encode(address.String(), qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	const margin = 4 // modules of white around a code, as the standard asks
	side := code.Bounds().Dx()
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg class="hw-qr" aria-hidden="true" width="232" height="232" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[2]dH0z"/><path d="`, side+2*margin, side+2*margin)
	for y := range side {
		for x := range side {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&svg, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	svg.WriteString(`"/></svg>`)
	return svg.String(), nil
}

// Code gives the six-digit code of a secret at a time; the demonstration prints it.
func Code(secret string, at time.Time) (string, error) { return totp.GenerateCode(secret, at) }

// CodeStep finds the 30-second step whose code was entered: this one, or a
// neighbour for clocks that differ.
func CodeStep(secret, code string, now time.Time) (int64, bool) {
	for _, drift := range []time.Duration{0, -30 * time.Second, 30 * time.Second} {
		at := now.Add(drift)
		ok, err := totp.ValidateCustom(code, secret, at, totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return at.Unix() / 30, true
		}
	}
	return 0, false
}

// TakeCode uses up a code of the account's authenticator: true for one that is
// right now and newer than every code used before.
func TakeCode(ctx context.Context, tx *db.Tx, id db.ID, code string) (bool, error) {
	var sealed []byte
	if _, err := tx.Row(ctx, `SELECT totp_sealed FROM account WHERE id = $1`, []any{id}, &sealed); err != nil {
		return false, err
	}
	secret, err := openSecret(ctx, tx, id, totpPlace, sealed)
	if err != nil || secret == "" {
		return false, err
	}
	step, ok := CodeStep(secret, code, tx.Now())
	if !ok {
		return false, nil
	}
	changed, err := tx.Exec(ctx, `UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, id, step)
	return changed == 1, err
}
