// Package mse estimates how many people there are in a population that no list
// holds completely, from how incomplete lists overlap. The method is multiple
// systems estimation, also called capture-recapture for several lists.
//
// # The data
//
// Each of k lists (1 to 16) is kept by a different body. A person who is on at
// least one list has a capture [Pattern]: the set of lists that hold them. A
// [Table] counts people by pattern. The pattern of no list at all is never seen;
// its expected count, the dark figure, is what is estimated.
//
// # The models
//
// [Fitter] fits hierarchical Poisson log-linear models. With beta indexed by
// sets of lists, the mean of the cell with pattern c is
//
//	mu(c) = exp( sum of beta(a) over all a that are subsets of c ),
//
// so that the dark figure is exp(beta(empty set)) and the estimate of the
// population is N = n + exp(beta(empty set)) with n the number of people seen.
// This is the Poisson estimate; the multinomial one, printed beside it by
// [ProfileInterval], is slightly smaller.
//
// If no one is on all the lists of a term, its maximum likelihood estimate is
// minus infinity: the cells that contain the term are left out of the fit, and
// the parameter still counts in every penalty (Chan, Silverman and Vincent 2021).
// Every fit is first tested for existence (Fienberg and Rinaldo 2012) and for
// identifiability, the starting model included.
//
// # What is offered
//
//   - [Stepwise]: forward selection by the Poisson tail probability of overlaps.
//   - [HomeOffice2014]: the rule behind the published United Kingdom estimate.
//   - [StepwiseAIC]: forward selection by AIC alone.
//   - [AllModels]: every hierarchical model up to an order, by AIC, AICc or BIC.
//   - [Graphs]: Bayesian averaging over decomposable graphs.
//   - [LatentClasses]: a Dirichlet-process mixture of independence models.
//   - [Thresholded]: Bayesian log-linear model with small effects set to zero.
//   - [Bootstrap]: intervals that repeat the selection in every replicate.
//   - [Multiverse]: all of these, with each list left out and each pair merged.
//
// No estimate of this kind is free of an assumption that the data cannot test;
// see [Assumption].
//
// # References
//
// Bishop, Fienberg, Holland (1975) Discrete Multivariate Analysis, chapter 6.
// Chan, Silverman, Vincent (2021) JASA 116:1297-1306.
// Silverman, Chan, Vincent (2024) Statistics and Computing 34:44.
// Silverman (2020) JRSS A 183:691-736. Madigan, York (1997) Biometrika 84:19-31.
// Manrique-Vallier (2016) Biometrics 72:1246-1254.
// Fienberg, Rinaldo (2012) Annals of Statistics 40:996-1023.
// Binette, Steorts (2022) JRSS A 185:640-676. Efron (1987) JASA 82:171-185.
package mse

// Version is that of the methods: it changes whenever an answer can change in any
// digit that is printed.
const Version = "1.0.0"
