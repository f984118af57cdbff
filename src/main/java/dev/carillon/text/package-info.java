/** Text that the service shows, wherever it came from. */
@NullMarked
package dev.carillon.text;

import org.jspecify.annotations.NullMarked;
