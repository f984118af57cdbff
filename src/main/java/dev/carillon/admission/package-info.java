/**
 * Decides which handshakes are admitted: limits on WebSockets and on the rate of handshakes of a loop, a node and a
 * remote address, and the time after which a refused client may try again.
 *
 * <p>{@link dev.carillon.admission.Admission} decides on a valid handshake without knowing what it is for. Everything
 * belongs to one loop, except {@link dev.carillon.admission.AddressTally}, which counts addresses for all loops.
 */
@NullMarked
package dev.carillon.admission;

import org.jspecify.annotations.NullMarked;
