/**
 * The certificates of the port for clients: read from files, checked, and read again when the files change.
 *
 * <p>This room knows Vert.x's options for TLS. It runs on the loop whose server uses the certificates; files are read
 * on a worker thread.
 */
@NullMarked
package dev.carillon.tls;

import org.jspecify.annotations.NullMarked;
