#ifndef PROG_PROG_H
#define PROG_PROG_H

/*
 * The application behind the web server, FastCGI or plain CGI.  Returns what
 * the process ends with.
 */
int	 worker_main(int argc, char **argv);

/*
 * The administrator's tool.  Returns what the process ends with.
 */
int	 tool_main(int argc, char **argv);

#endif
