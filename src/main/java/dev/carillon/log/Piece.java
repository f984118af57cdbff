package dev.carillon.log;

import java.util.Optional;

/**
 * What one call read of the log.
 *
 * @param through the offset through which the log has been read
 * @param loss what the reader wanted behind the offset at which it began, and had left the log by then
 */
public record Piece(long through, Optional<Loss> loss) {}
