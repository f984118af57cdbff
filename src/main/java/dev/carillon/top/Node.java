package dev.carillon.top;

import java.util.Optional;

/**
 * One node as it was seen last.
 *
 * @param name where it is asked
 * @param silence why it did not answer; then its figures are {@link Figures#NONE}
 * @param notReady what it says of itself where it is not ready
 */
record Node(String name, Figures figures, Optional<String> silence, Optional<String> notReady) {}
