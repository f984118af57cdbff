package dev.carillon.top;

import java.util.Optional;

/**
 * The last known state of one node.
 *
 * @param name its address
 * @param silence why it did not answer; then its figures are {@link NodeSample#NONE}
 * @param notReady the reasons that it reports, if it is not ready
 */
record NodeState(String name, NodeSample figures, Optional<String> silence, Optional<String> notReady) {}
