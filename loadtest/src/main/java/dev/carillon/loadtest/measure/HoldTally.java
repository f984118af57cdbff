package dev.carillon.loadtest.measure;

import dev.carillon.loadtest.figure.FigureGroup;

/** For connections that only stay open: the figures of every run are sufficient. */
public final class HoldTally extends FigureGroup implements WorkTally {}
