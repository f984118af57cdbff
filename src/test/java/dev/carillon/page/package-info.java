/** The page at {@code /} in a real browser, with the real service. */
@NullMarked
package dev.carillon.page;

import org.jspecify.annotations.NullMarked;
