package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;

/** Of connections that were only to stay open: that they did is told by what every run counts. */
public final class HoldTally extends FigureGroup implements WorkTally {}
