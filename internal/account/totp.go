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

// codePeriod is how long an authenticator shows a code.
const codePeriod = 30 * time.Second

// MostDrift is the most that the clocks of authenticators may be allowed to differ.
const MostDrift = codePeriod

// CodeStep finds the 30-second step whose code was entered: this one, or one that
// a clock shows which differs by drift at most. Without drift a code counts for the
// 30 seconds in which it is shown, and no longer.
func CodeStep(secret, code string, now time.Time, drift time.Duration) (int64, bool) {
	for _, off := range []time.Duration{0, -drift, drift} {
		at := now.Add(off)
		ok, err := totp.ValidateCustom(code, secret, at, totp.ValidateOpts{Period: uint(codePeriod / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && ok {
			return at.Unix() / int64(codePeriod/time.Second), true
		}
	}
	return 0, false
}

// CodeTaken is what became of a code.
type CodeTaken int

const (
	// CodeWrong is a code that is none, or was used before.
	CodeWrong CodeTaken = iota
	// CodeLate is one that was right until the authenticator showed the next.
	CodeLate
	// CodeRight is right now.
	CodeRight
)

// TakeCode uses up a code of the account's authenticator, which is right if it is
// of now, within drift, and newer than every code used before.
func TakeCode(ctx context.Context, tx *db.Tx, id db.ID, code string, drift time.Duration) (CodeTaken, error) {
	var sealed []byte
	if _, err := tx.Row(ctx, `SELECT totp_sealed FROM account WHERE id = $1`, []any{id}, &sealed); err != nil {
		return CodeWrong, err
	}
	secret, err := openSecret(ctx, tx, id, totpPlace, sealed)
	if err != nil || secret == "" {
		return CodeWrong, err
	}
	step, ok := CodeStep(secret, code, tx.Now(), drift)
	if !ok {
		if _, late := CodeStep(secret, code, tx.Now().Add(-codePeriod), 0); late {
			return CodeLate, nil
		}
		return CodeWrong, nil
	}
	changed, err := tx.Exec(ctx, `UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, id, step)
	if err != nil || changed != 1 {
		return CodeWrong, err
	}
	return CodeRight, nil
}
