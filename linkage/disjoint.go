package linkage

// disjointSets is a union-find structure.
type disjointSets struct {
	parent, size []uint32
}

func newDisjointSets(n int) *disjointSets {
	s := &disjointSets{parent: make([]uint32, n), size: make([]uint32, n)}
	for i := range s.parent {
		s.parent[i], s.size[i] = uint32(i), 1
	}
	return s
}

func (s *disjointSets) find(x uint32) uint32 {
	for s.parent[x] != x {
		s.parent[x] = s.parent[s.parent[x]]
		x = s.parent[x]
	}
	return x
}

// union joins two sets and returns the root of the joint set.
func (s *disjointSets) union(a, b uint32) uint32 {
	a, b = s.find(a), s.find(b)
	if a == b {
		return a
	}
	if s.size[a] < s.size[b] || s.size[a] == s.size[b] && b < a {
		a, b = b, a
	}
	s.parent[b] = a
	s.size[a] += s.size[b]
	return a
}

// groups returns the sets of more than one member, each ascending, in the order
// of their first members. Every member's parent is then its root.
func (s *disjointSets) groups() [][]uint32 {
	number := make(map[uint32]int)
	var out [][]uint32
	for x := range s.parent {
		root := s.find(uint32(x))
		s.parent[x] = root
		if s.size[root] < 2 {
			continue
		}
		i, ok := number[root]
		if !ok {
			i = len(out)
			number[root] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], uint32(x))
	}
	return out
}
