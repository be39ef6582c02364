/**
 * From configuration text to immutable records: the language of HAProxy 2.6, as far as Usher has it.
 *
 * <p>Entry: {@link io.usher.proxy.config.ConfigurationReader}. Each keyword is defined once, in
 * {@link io.usher.proxy.config.KeywordTable}, with its arguments, its documentation and its parser. To add a keyword, add
 * one entry there, and the field that it sets to a draft and its record.
 *
 * <p>Flow: {@code LineSplitter} makes words of a line, {@code FileParser} finds section and keyword, the keyword's parser
 * fills a draft ({@code GlobalDraft}, {@code ProxyDraft}, ...), {@code CrossChecks} looks at the whole. Errors are
 * collected, never thrown out of this package.
 *
 * <p>Used by the main thread at start, before there are other threads; the records are immutable and may be read by all.
 */
package io.usher.proxy.config;
