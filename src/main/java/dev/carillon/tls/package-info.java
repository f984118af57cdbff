/**
 * The certificates of the port for clients: read from files, checked, and read again when they change.
 *
 * <p>Belongs to the loop whose server uses them; files are read on a worker thread.
 */
@NullMarked
package dev.carillon.tls;

import org.jspecify.annotations.NullMarked;
