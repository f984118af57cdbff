import { Carillon, CarillonOptions } from './carillon.js';

/**
 * A client whose connection is shared by the tabs of a browser: the same interface, behaviour and events as `Carillon`.
 *
 * The tabs of one origin that name the same service and group share one connection. One of them has it. When that one closes,
 * freezes, crashes or hangs, another one connects, and every subscription goes on behind the last message, as after a loss of the
 * connection. Where the browser has no Web Locks or no BroadcastChannel, as for pages of plain http, each client connects by
 * itself.
 */
export class SharedCarillon extends Carillon {
    constructor(url: string | URL, options?: SharedCarillonOptions);
}

export interface SharedCarillonOptions extends CarillonOptions {
    /**
     * Tabs share a connection where they have the same group; '' by default. The connection has the token of the tab that made
     * it. So tabs whose tokens permit different things need different groups, such as the name of the user. A token that is a
     * string is a part of the group; one that a function brings is not.
     */
    group?: string;
}
