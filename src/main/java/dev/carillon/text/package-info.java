/** Text from any source in a form that is safe to show, and the exceptions that carry it. */
@NullMarked
package dev.carillon.text;

import org.jspecify.annotations.NullMarked;
