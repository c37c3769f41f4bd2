"""Statistics: pure functions, numbers in, numbers out, vectorised over areas.

==================  ==============================================================
`intervals`         intervals of counts, rates, proportions, standardised rates
`dispersion`        the variance model: φ, autocorrelation and season of monthly series
`change`            change between periods, with overdispersion and a verdict
`multiple`          verdicts over many areas, months or offences (false discovery rate)
`breaks`            step test at a change of system, with placebo months
`signals`           limits of the months of an autocorrelated series
`season`            shares of the months of the year, and whether there is a season
`ranks`             ranks and their intervals
`funnel`            control limits of a funnel plot
`standing`          which parts of a whole hold more than their even share
`classes`           class bounds and labels of a choropleth
`concentration`     how few areas hold how much
==================  ==============================================================

Nothing is imported here, so that a worker pays only for what it uses.
"""
