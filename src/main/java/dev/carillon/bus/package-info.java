/** stub */
@NullMarked
package dev.carillon.bus;

import org.jspecify.annotations.NullMarked;
