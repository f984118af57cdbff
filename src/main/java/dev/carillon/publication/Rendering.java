package dev.carillon.publication;

/**
 * One form in which publications go out: a raw WebSocket frame, an envelope, an event-stream chunk.
 *
 * <p>The object is the form: callers that want the same form use the same object, or it is rendered twice. Any loop may
 * call it, so it keeps no state.
 */
@FunctionalInterface
public interface Rendering {
    /**
     * The complete bytes to send. They must not be changed later. The implementation does not keep or reuse them, and
     * must not throw, since there is no caller that could handle it.
     */
    byte[] render(Publication publication);
}
