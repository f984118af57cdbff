package dev.carillon.config;

/** Whether the service pings by itself. */
public enum PingChoice {
    /** A peer that has been silent for half the idle timeout is sent a ping. */
    AUTO,
    /** Clients must speak by themselves. */
    OFF
}
