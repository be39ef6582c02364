/**
 * Who may do what: roles, tokens, and the settings of certificates, peers and limits. Nothing here depends on HTTP.
 *
 * <p>Entry classes: {@link io.usher.agent.access.AccessSettings} and {@link io.usher.agent.access.TokenService}. Any thread.
 */
package io.usher.agent.access;
