/** The files that are in the jar beside the classes: pages, scripts, and libraries for browsers. */
@NullMarked
package dev.carillon.jar;

import org.jspecify.annotations.NullMarked;
