package dev.carillon.server;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task in the next iteration of an event loop, after its sockets.
 *
 * <p>{@link EventLoop#execute} does not do this: Netty's loop runs tasks, and tasks that they add, for up to a second
 * before it handles its sockets again. It fetches due scheduled tasks once, before the others.
 */
final class NextIteration implements Executor {
    private final EventLoop loop;

    NextIteration(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        var _ = loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    }
}
