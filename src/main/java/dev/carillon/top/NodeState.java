package dev.carillon.top;

import java.util.Optional;

/**
 * One node as it was seen last.
 *
 * @param name where it is asked
 * @param silence why it did not answer; then its figures are {@link NodeSample#NONE}
 * @param notReady what it says of itself where it is not ready
 */
record NodeState(String name, NodeSample figures, Optional<String> silence, Optional<String> notReady) {}
