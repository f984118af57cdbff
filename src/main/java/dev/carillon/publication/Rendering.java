package dev.carillon.publication;

/**
 * One form in which publications are sent: a raw WebSocket frame, an envelope, a chunk of an event stream.
 *
 * <p>Forms are compared by identity: callers that want the same form must use the same object, or it is rendered twice.
 * Any loop may call it, so it has no state.
 */
@FunctionalInterface
public interface Rendering {
    /**
     * The complete bytes to send. They must not be changed later. The implementation does not keep or reuse them, and
     * must not throw, since no caller could handle it.
     */
    byte[] render(Publication publication);
}
