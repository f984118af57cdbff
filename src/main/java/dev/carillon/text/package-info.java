/** A bounded form of received text for messages, and exceptions without a stack trace. Uses no other room. */
@NullMarked
package dev.carillon.text;

import org.jspecify.annotations.NullMarked;
