package dev.carillon.log;

import java.util.Optional;

/**
 * The result of reading one piece of the log.
 *
 * @param through the offset through which the log has been read
 * @param loss publications after the reader's start that the selection matches, and that were already removed
 */
public record Piece(long through, Optional<Loss> loss) {}
