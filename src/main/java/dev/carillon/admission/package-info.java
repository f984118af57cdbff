/**
 * Which handshakes are accepted: the most WebSockets and the rate of handshakes of a loop, of a node and of one remote
 * address, and when a client that is refused may come again.
 *
 * <p>{@link dev.carillon.admission.Admission} decides on a handshake without a mistake; it does not know what the
 * client asks for. Everything belongs to one loop, but {@link dev.carillon.admission.AddressTally}, which counts
 * addresses for all loops.
 */
@NullMarked
package dev.carillon.admission;

import org.jspecify.annotations.NullMarked;
