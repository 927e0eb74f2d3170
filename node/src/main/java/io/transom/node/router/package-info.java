/**
 * The home's router, as far as it isn't spoken to over the endpoint's own UDP sockets: which one it is, and UPnP-IGD.
 *
 * <pre>
 *   {@link io.transom.node.router.DefaultGateway}   /proc/net/route: the router's address, and ours on its link
 *   {@link io.transom.node.router.UpnpRouter}       one thread: search, describe, map
 *        {@link io.transom.node.router.SsdpSearch}       who on our link is a router?        UDP 239.255.255.250:1900
 *        {@link io.transom.node.router.IgdDescription}   where does it take orders?          HTTP, XML
 *        {@link io.transom.node.router.IgdService}       AddPortMapping, DeletePortMapping   HTTP, SOAP
 * </pre>
 *
 * Everything that answers on a home's network may lie. So nothing is fetched from an address other than the one that
 * answered, which has to be a private one on our own link; every answer is limited in size, number and time; XML with a
 * document type is refused. The worst that a lie achieves is an address that isn't where the world sees us, and such a
 * one is offered to nobody (core/grant). Absent on purpose: when to ask, which is decided in the core.
 */
@NullMarked
package io.transom.node.router;

import org.jspecify.annotations.NullMarked;
