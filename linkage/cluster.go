package linkage

import (
	"cmp"
	"math"
	"slices"
)

// Clustering is the outcome of putting pairs together: for each record the
// number of its cluster, numbered from 0 by the first record of each.
type Clustering struct {
	Of    []uint32
	Count int
	// Chains counts groups of records that hung together pair by pair, but not as
	// a whole, and were therefore split.
	Chains int
}

// clusterer decides which records of a group connected by pairs belong
// together. score returns the probability that two records are one person; it
// is asked also for pairs that blocking did not bring together.
type clusterer struct {
	threshold float64
	score     func(a, b uint32) float64
	// id names a record, so that ties do not fall by the order of records.
	id func(record uint32) string
	// known holds the pairs at hand, which need not be compared again.
	known pairIndex
}

// pairIndex finds pairs by their records. Pairs stand in the order of the left
// record, then the right.
type pairIndex struct {
	pairs []Pair
	from  []uint32 // by left record: where its pairs begin
}

func newPairIndex(records int, pairs []Pair) pairIndex {
	x := pairIndex{pairs: pairs, from: make([]uint32, records+1)}
	at := 0
	for left := range x.from {
		for at < len(pairs) && int(pairs[at].Left) < left {
			at++
		}
		x.from[left] = uint32(at)
	}
	return x
}

// probability of a pair at hand; false where it is none.
func (x *pairIndex) probability(a, b uint32) (float64, bool) {
	left, right := min(a, b), max(a, b)
	for _, p := range x.pairs[x.from[left]:x.from[left+1]] {
		if p.Right == right {
			return p.Probability(), true
		}
	}
	return 0, false
}

// weighed is the probability that two records are one person, compared only
// where the pair is not at hand.
func (c *clusterer) weighed(a, b uint32) float64 {
	if p, ok := c.known.probability(a, b); ok {
		return p
	}
	return c.score(a, b)
}

// largestGroup is the most records of a connected group for which every pair is
// weighed. In a larger one, pairs not found by blocking count as not linked.
const largestGroup = 80

// joinClusters turns pairs into clusters. forced pairs hold (positive weight)
// or must not hold (negative weight) whatever the others say. Records connected by pairs of at
// least a third of the threshold form a group; within a group, clusters grow
// from the surest pair on, and two of them are joined only while the pairs
// between them support it on average. So one misleading pair cannot chain two
// people together, and a pair of middling probability between two clusters that
// otherwise agree can join them.
func joinClusters(records int, pairs []Pair, forced []Pair, c clusterer) Clustering {
	sets := newDisjointSets(records)
	strong := newDisjointSets(records)
	for _, p := range pairs {
		probability := p.Probability()
		if probability >= c.threshold/3 {
			sets.union(p.Left, p.Right)
		}
		if probability >= c.threshold {
			strong.union(p.Left, p.Right)
		}
	}
	for _, p := range forced {
		if p.Weight > 0 {
			sets.union(p.Left, p.Right)
			strong.union(p.Left, p.Right)
		}
	}
	c.known = newPairIndex(records, pairs)
	groups := sets.groups()
	// Small groups have every pair weighed again; only large ones need the pairs
	// at hand.
	byGroup := make(map[uint32][]Pair)
	for _, p := range pairs {
		if root := sets.find(p.Left); sets.size[root] > largestGroup && root == sets.find(p.Right) {
			byGroup[root] = append(byGroup[root], p)
		}
	}
	forcedByGroup := make(map[uint32][]Pair)
	for _, p := range forced {
		root := sets.find(p.Left)
		if root != sets.find(p.Right) {
			continue // told apart, and apart already
		}
		forcedByGroup[root] = append(forcedByGroup[root], p)
	}
	split := make([][][]uint32, len(groups))
	forEach(len(groups), func(i int) {
		root := sets.parent[groups[i][0]]
		split[i] = c.divide(groups[i], byGroup[root], forcedByGroup[root])
	})
	out := Clustering{Of: make([]uint32, records)}
	clusterOf := make([]int32, records)
	for i := range clusterOf {
		clusterOf[i] = -1
	}
	total := int32(0)
	for _, clusters := range split {
		for _, cluster := range clusters {
			for _, record := range cluster {
				clusterOf[record] = total
			}
			total++
		}
		if len(clusters) > 1 && strong.hasTwoOf(clusters) {
			out.Chains++
		}
	}
	renumber := make(map[int32]uint32)
	for record, cluster := range clusterOf {
		if cluster < 0 {
			out.Of[record] = uint32(out.Count)
			out.Count++
			continue
		}
		number, ok := renumber[cluster]
		if !ok {
			number = uint32(out.Count)
			out.Count++
			renumber[cluster] = number
		}
		out.Of[record] = number
	}
	return out
}

// hasTwoOf reports whether two clusters lie in one set, as they do where a
// chain was split.
func (s *disjointSets) hasTwoOf(clusters [][]uint32) bool {
	roots := make(map[uint32]bool)
	for _, cluster := range clusters {
		root := s.find(cluster[0])
		if roots[root] {
			return true
		}
		roots[root] = true
	}
	return false
}

// divide cuts a connected group into clusters.
func (c *clusterer) divide(members []uint32, pairs, forced []Pair) [][]uint32 {
	n := len(members)
	if n == 2 && len(forced) == 0 { // as most are
		if c.weighed(members[0], members[1]) >= c.threshold {
			return [][]uint32{members}
		}
		return [][]uint32{members[:1], members[1:]}
	}
	members = slices.Clone(members)
	slices.SortFunc(members, func(a, b uint32) int { return cmp.Compare(c.id(a), c.id(b)) })
	position := make(map[uint32]int, n)
	for i, m := range members {
		position[m] = i
	}
	if n > largestGroup {
		return c.divideLarge(members, position, pairs, forced)
	}
	links := make([]float64, n*n)
	set := func(a, b int, p float64) { links[a*n+b], links[b*n+a] = p, p }
	for i := range n {
		for j := i + 1; j < n; j++ {
			set(i, j, c.weighed(members[i], members[j]))
		}
	}
	for _, p := range forced {
		set(position[p.Left], position[p.Right], math.Copysign(forcedLink, float64(p.Weight)))
	}
	clusters := make([][]int, n)
	for i := range clusters {
		clusters[i] = []int{i}
	}
	// sums holds the sums of links between clusters.
	sums := slices.Clone(links)
	for {
		bestA, bestB, best := -1, -1, 0.0
		for a := range clusters {
			if clusters[a] == nil {
				continue
			}
			for b := a + 1; b < n; b++ {
				if clusters[b] == nil {
					continue
				}
				mean := sums[a*n+b] / float64(len(clusters[a])*len(clusters[b]))
				if mean > best+rounding {
					bestA, bestB, best = a, b, mean
				}
			}
		}
		if bestA < 0 || best < c.threshold {
			break
		}
		for k := range n {
			sums[bestA*n+k] += sums[bestB*n+k]
			sums[k*n+bestA] = sums[bestA*n+k]
		}
		clusters[bestA] = append(clusters[bestA], clusters[bestB]...)
		clusters[bestB] = nil
	}
	var out [][]uint32
	for _, cluster := range clusters {
		if cluster == nil {
			continue
		}
		records := make([]uint32, len(cluster))
		for i, k := range cluster {
			records[i] = members[k]
		}
		slices.Sort(records)
		out = append(out, records)
	}
	return out
}

// rounding is a difference of means too small to tell which is larger.
const rounding = 1e-9

// forcedLink is the strength of a link that an exact rule or a reviewer made:
// enough to hold against every contradiction.
const forcedLink = 1e6

// pairName names a pair by the ids of its records, whatever their order.
func (c *clusterer) pairName(p Pair) string {
	a, b := c.id(p.Left), c.id(p.Right)
	return min(a, b) + unitSeparator + max(a, b)
}

// divideLarge joins over the pairs at hand only, from the surest on, by the
// same rule with pairs not at hand as not linked.
func (c *clusterer) divideLarge(members []uint32, position map[uint32]int, pairs, forced []Pair) [][]uint32 {
	sets := newDisjointSets(len(members))
	sums := make(map[[2]uint32]float64)
	key := func(a, b uint32) [2]uint32 { return [2]uint32{min(a, b), max(a, b)} }
	neighbours := make([]map[uint32]bool, len(members))
	for i := range neighbours {
		neighbours[i] = make(map[uint32]bool)
	}
	link := func(p Pair, strength float64) {
		a, b := uint32(position[p.Left]), uint32(position[p.Right])
		sums[key(a, b)] += strength
		neighbours[a][b], neighbours[b][a] = true, true
	}
	for _, p := range pairs {
		link(p, p.Probability())
	}
	for _, p := range forced {
		link(p, math.Copysign(forcedLink, float64(p.Weight)))
	}
	order := append(slices.Clone(forced), pairs...)
	slices.SortFunc(order[len(forced):], func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(c.pairName(a), c.pairName(b)))
	})
	for _, p := range order {
		a, b := sets.find(uint32(position[p.Left])), sets.find(uint32(position[p.Right]))
		if a == b || sums[key(a, b)]/float64(sets.size[a])/float64(sets.size[b]) < c.threshold {
			continue
		}
		root := sets.union(a, b)
		other := a + b - root
		for k := range neighbours[other] {
			if k != root {
				sums[key(root, k)] += sums[key(other, k)]
				neighbours[root][k], neighbours[k][root] = true, true
			}
			delete(neighbours[k], other)
			delete(sums, key(other, k))
		}
		delete(neighbours[root], root)
		neighbours[other] = nil
	}
	byRoot := make(map[uint32]int)
	var out [][]uint32
	for i, m := range members {
		root := sets.find(uint32(i))
		number, ok := byRoot[root]
		if !ok {
			number = len(out)
			byRoot[root] = number
			out = append(out, nil)
		}
		out[number] = append(out[number], m)
	}
	return out
}
