package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;

/** The empty tally of connections that only stay open: the figures that every run has are sufficient. */
public final class HoldTally extends FigureGroup implements WorkTally {}
