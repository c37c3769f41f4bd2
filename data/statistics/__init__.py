"""Statistics: pure functions, numbers in, numbers out, vectorised over areas.

==================  ==============================================================
`intervals`         intervals of counts, rates, proportions, standardised rates
`change`            change between periods, with overdispersion and a verdict
`ranks`             ranks and their intervals
`funnel`            control limits of a funnel plot
`xmr`               control limits and signals of a series
`classes`           class bounds and labels of a choropleth
`concentration`     how few areas hold how much
==================  ==============================================================

Nothing is imported here, so that a worker pays only for what it uses.
"""
