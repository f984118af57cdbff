/** Text that the service shows, wherever it came from, and the exceptions that say it. */
@NullMarked
package dev.carillon.text;

import org.jspecify.annotations.NullMarked;
