package account

import "net/netip"

// Device is where a session is used from: what the browser says of itself, and
// its network address.
type Device struct{ Agent, Origin string }

// How much of an address is its network, in bits: what one office, home or cell
// of a telephone network usually keeps while it changes the rest.
const network4, network6 = 24, 48

// Near tells whether two devices may be one: the same browser in the same network.
// A telephone that changes from one network to another is not near itself.
func (d Device) Near(other Device) bool {
	return clip(d.Agent) == clip(other.Agent) && network(d.Origin) == network(other.Origin)
}

// network is the network of an address; what is no address is its own.
func network(origin string) string {
	address, err := netip.ParseAddr(origin)
	if err != nil {
		return origin
	}
	bits := network6
	if address = address.Unmap().WithZone(""); address.Is4() {
		bits = network4
	}
	return netip.PrefixFrom(address, bits).Masked().String()
}

// clip keeps what a browser says of itself to a length that a page can show.
func clip(text string) string {
	if len(text) > 400 {
		text = text[:400]
	}
	return text
}
