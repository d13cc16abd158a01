/* help.c: what is said about each screen, and which screen is meant. */
#include <string.h>

#include "base/str.h"
#include "core/help.h"
#include "core/i18n.h"

const struct help_page help_pages[] = {
	{ "now", "now", "bolt", N_("Now"),
	  N_("One queue of what to do next, the most urgent first. Take the "
	  "first row, do it, and the next one comes up."), {
	{ N_("Why is this the first?"),
	  N_("First stand overdue tasks of high priority, then everything "
	  "else that is overdue, by how long ago it was due: tasks, stages "
	  "whose time is over, promised next steps. Then comes what is due "
	  "today, then invoices that were not paid in time, then deals for "
	  "which nothing is planned.") },
	{ N_("Done, and put off"),
	  N_("D marks the task as done, S puts it off until tomorrow. Both "
	  "can be taken back at once with Undo, or with Z.") },
	{ N_("Go through the queue by keys"),
	  N_("J and K go to the next row and back, Enter opens it, D and S "
	  "work on the row you stand on, P calls.") },
	{ N_("A deal without a next step"),
	  N_("Plan a task for it, or fill in the next step of the deal: then "
	  "it leaves the queue until that day.") },
	{ N_("Mine and everybody's"),
	  N_("The queue shows your own work. If your role lets you see the "
	  "work of others, the switch at the top shows theirs too.") } } },

	{ "contacts", "contacts tags", "address-book", N_("Contacts"),
	  N_("People and organisations: who they are, how to reach them, and "
	  "all that happened with them."), {
	{ N_("Find somebody"),
	  N_("Set filters above the list, F opens them. A click on the head "
	  "of a column sorts by it.") },
	{ N_("More than one filter"),
	  N_("Below the filters, choose any field, of the record or of one "
	  "it is connected with, and say how it must be: empty, not this, in "
	  "this month. Conditions with the same group number need not all "
	  "hold: one is enough. There you choose the columns, too.") },
	{ N_("Keep a list for later"),
	  N_("Set the filters and press Save the view: it becomes a tab "
	  "above the list. When you change such a list, Save changes keeps "
	  "it so. Edit the view renames it, moves it among the tabs and says "
	  "who sees it: you alone, a role, or everybody. A shared view shows "
	  "each what he may see anyway.") },
	{ N_("Change one value at once"),
	  N_("A double click on a value in a list, the pencil beside it, or "
	  "the arrow keys and Enter turn it into its field; Enter keeps it, "
	  "Esc leaves it as it was. On a card the pencil is beside each "
	  "value.") },
	{ N_("Groups with sums"),
	  N_("In the filter, choose by what the list is grouped: a city, who "
	  "is responsible, a stage, the months of a date. Above the list "
	  "stands how many each group has and its sums, every currency by "
	  "itself; a click shows the group, and As CSV takes the table away. "
	  "Kept in a view like the rest.") },
	{ N_("Change many at once"),
	  N_("A click before a name, X, or Choose several among the other "
	  "actions ticks rows; the bar below then changes a field, adds or "
	  "takes away a tag, hands them over or deletes them: those ticked or "
	  "all that fit the filters. You are asked first, told who was left "
	  "alone and why, and one Undo takes all of it back.") },
	{ N_("A client who is not there yet"),
	  N_("Where a form asks for a client, type the name and choose "
	  "Person or Organisation below what was found: it is made by its "
	  "name alone, and you go on. The rest can be filled in later.") },
	{ N_("People of an organisation"),
	  N_("On the card of the organisation, add a person and say what "
	  "he does there. The person's card shows the organisation.") },
	{ N_("Write down a call or a task"),
	  N_("On the card, choose what it is, type a line, give a date if it "
	  "is still to be done, and press Write down.") },
	{ N_("Take back a change"),
	  N_("History on the card shows who changed what and when. Undo "
	  "brings the former values back, as long as nobody has changed them "
	  "since.") },
	{ N_("The same client twice"),
	  N_("On the card, press the plus beside Duplicates, choose the "
	  "other record and, field by field, what stays. Tasks, deals and "
	  "papers of both come together, the other record goes to the bin, "
	  "and its address leads here. Undo makes two of them again.") },
	{ N_("Why do I not see a contact?"),
	  N_("You see what your role allows: your own contacts, those of "
	  "your team, or all of them. Ask the administrator if somebody is "
	  "missing.") } } },

	{ "duplicates", "duplicates", "arrows-join", N_("Duplicates"),
	  N_("Contacts that were entered twice: found each night, made one "
	  "with all that hangs on them, or kept apart for ever."), {
	{ N_("What is compared?"),
	  N_("Names in Ukrainian, Russian or Latin letters and in any order, "
	  "without legal forms; the last nine digits of phones, e-mail, tax "
	  "and register numbers, account, birthday, city. The likeliest pairs "
	  "stand first, with the reason. A phone that many share, or a common "
	  "name, needs another sign.") },
	{ N_("Make one of two"),
	  N_("Compare and merge shows both side by side. The left one stays; "
	  "choose field by field what it shall have. Phones and e-mails that "
	  "are not chosen are kept as further ones. Tasks, deals, papers, "
	  "people and tags of both come together, also those that you may "
	  "not see. Who answered for the other record goes on seeing this "
	  "one.") },
	{ N_("It was a mistake"),
	  N_("Undo, in the history of the contact or in the change log, takes "
	  "all of it back at once. What was changed since stays.") },
	{ N_("They are two"),
	  N_("Press Not the same: the pair is never proposed again. Undo "
	  "takes that back, too.") },
	{ N_("Why is a pair not here?"),
	  N_("You see pairs of which you may change both and delete one. What "
	  "was entered today is compared tonight; an administrator can press "
	  "Scan now.") },
	{ N_("There already?"),
	  N_("The form of a contact says so while you type. Open the record "
	  "it names, or save anyway if it is another.") } } },

	{ "search", "search", "search", N_("Search"),
	  N_("One box finds contacts, deals, tasks, products and papers, as far "
	  "as you may see them."), {
	{ N_("How to write it"),
	  N_("As you like: in Ukrainian, Russian or Latin letters, only the "
	  "beginnings of words, in the wrong keyboard layout, or with one "
	  "letter wrong. Three digits of a phone or a number are enough.") },
	{ N_("What stands first?"),
	  N_("A number that is typed whole, then what you have starred or "
	  "seen lately, then whole words.") },
	{ N_("Keep a record at hand"),
	  N_("The star on its card puts it first in the search, for you "
	  "alone. With nothing typed, the box shows what you have "
	  "starred and opened.") } } },

	{ "activities", "activities", "checkbox", N_("Tasks"),
	  N_("Calls, meetings, letters and tasks: what is planned and what "
	  "was done."), {
	{ N_("Plan something"),
	  N_("Press C and choose Task, or write it on the card of the "
	  "contact, the deal or the invoice. A task with a day stands in Now "
	  "when its day comes.") },
	{ N_("Finish a task"),
	  N_("Press Done on its card or in Now. It moves to the history of "
	  "the contact and the deal.") },
	{ N_("A task that comes again"),
	  N_("Below Repetition choose daily, weekly on some days, monthly or "
	  "yearly, with an end or without. The next one is made when this "
	  "one is done; what was missed meanwhile is not made up for. Undo "
	  "takes both back.") },
	{ N_("Ask somebody else"),
	  N_("Choose him as responsible: he sees that you asked, and you "
	  "find it above the list under Asked of others. He can give it "
	  "back with a word; then it is yours again.") },
	{ N_("Be reminded"),
	  N_("Choose in the task how long before it is due. Then the bell "
	  "says so on every page, and a letter comes if the administrator "
	  "has set the mail server. Put it away, or let it come again in ten "
	  "minutes, an hour, tomorrow. Who is asked for a task is told in "
	  "the same way. In your profile you choose pages, letters or both, "
	  "and a letter each morning.") },
	{ N_("The day's list"),
	  N_("Above the list of tasks stand what is overdue, what is due "
	  "today and in the next seven days. Now holds the same, in the "
	  "order of what is most urgent.") },
	{ N_("Who sees a task?"),
	  N_("Its owner, who asked for it, and whoever sees the deal or the "
	  "contact that it belongs to.") } } },

	{ "import", "import export mappings", "file-import", N_("Import"),
	  N_("Brings contacts, products and other records in from a file "
	  "that any other program has written: a workbook (XLSX), a table of "
	  "text (CSV), business cards (vCard)."), {
	{ N_("How it goes"),
	  N_("Choose the file, look at how it was read, say which column "
	  "goes where, look at the trial run, then write. Nothing is written "
	  "before the last step.") },
	{ N_("People, firms, deals and products from one sheet"),
	  N_("Import it as deals, or as contacts: columns may also be given "
	  "to fields of the organisation, the person, the deal and the "
	  "product of the row. What stands on several rows becomes one "
	  "record: it is found again by its code, e-mail, phone or name.") },
	{ N_("Save what goes where"),
	  N_("Files that come every month look the same: save the mapping "
	  "under a name, for yourself or for everybody. A file with all its "
	  "columns is then read by it. An empty file to fill in is offered "
	  "where you choose one.") },
	{ N_("A large file"),
	  N_("It is tried and written in the background, the whole of it: "
	  "the page shows how far it is, and may be closed. The trial run "
	  "says exactly what the writing will do, unless thousands of rows "
	  "change the same few records: then it says so. Stop ends either; "
	  "what is written by then stays and can be undone as a whole. "
	  "Whatever happens to the server meanwhile, no row is lost or "
	  "written twice.") },
	{ N_("Later"),
	  N_("An import that is not finished waits under Earlier imports, "
	  "with its file and its rows set aside, until the end of the day "
	  "after you last did anything with it.") },
	{ N_("Letters look wrong"),
	  N_("Choose another encoding above the preview: files of older "
	  "programs are often in Windows-1251.") },
	{ N_("Rows that were refused"),
	  N_("They are set aside with the line and the reason. Correct their "
	  "cells right there: after the trial run, where each is tried by "
	  "itself, they are written with the others; after the writing at "
	  "once. Or take them away as a "
	  "file, correct that and import it: the good rows are in already.") },
	{ N_("The same people twice"),
	  N_("Match by e-mail, phone or code: a record that is there already "
	  "is then changed or left alone, and not made again.") },
	{ N_("From Excel"),
	  N_("Choose the workbook as it is; its first row must name the "
	  "columns. Of several sheets the first with anything in it is read, "
	  "another one is chosen above the preview.") },
	{ N_("From a telephone or Outlook"),
	  N_("Export the contacts there as vCard (.vcf) and choose that file. "
	  "Further numbers and addresses of a card go into the note.") },
	{ N_("Out again"),
	  N_("Every list has Export: as CSV, and in the menu beside it as a "
	  "workbook or as business cards. What is shown goes out, with its "
	  "filter; the file can be imported back.") } } },

	{ "deals", "deals pipelines stages sources loss-reasons",
	  "layout-kanban", N_("Deals"),
	  N_("What you are about to sell: each deal stands in a stage, moves "
	  "on, and ends won or lost."), {
	{ N_("Move a deal"),
	  N_("Drag its card to another lane, or open the menu of the card "
	  "and choose the stage; M opens that menu by key.") },
	{ N_("Win or lose a deal"),
	  N_("Choose the stage Won or Lost in the same menu. A lost deal "
	  "asks for the reason: the report on lost deals is made of these.") },
	{ N_("What the clock says"),
	  N_("A stage may have a limit of time. The card warns before it is "
	  "over and says how late it is after. While you wait for the "
	  "client, pause the clock and say why.") },
	{ N_("Goods of a deal"),
	  N_("Add the products on the form of the deal: the amount is "
	  "counted from them, with VAT. Ctrl+I adds a line.") },
	{ N_("From a deal to an invoice"),
	  N_("On the card of the deal, press Make an invoice: the client and "
	  "the goods are taken over.") },
	{ N_("Change the stages"),
	  N_("The administrator finds pipelines, stages, sources and reasons "
	  "in the settings.") } } },

	{ "products", "products categories", "tags", N_("Products"),
	  N_("What you sell: goods and services with a code, a unit, a price "
	  "and VAT."), {
	{ N_("Prices"),
	  N_("The price is without VAT. It is copied into a deal or an "
	  "invoice and may be changed there; the product stays as it is.") },
	{ N_("When a price changes"),
	  N_("Change it on the product. Deals and invoices that were made "
	  "before keep their price.") },
	{ N_("Units"),
	  N_("Choose the unit from the list: accounting programs know it by "
	  "its international code.") } } },

	{ "invoices", "invoices payments", "file-invoice", N_("Invoices"),
	  N_("A draft may be changed at will. An issued invoice has a number "
	  "and never changes again."), {
	{ N_("Issue an invoice"),
	  N_("Look the draft over and press Issue. It gets the next number "
	  "of its series, without gaps, and both sides are written down as "
	  "they are on that day.") },
	{ N_("Something was wrong in it"),
	  N_("Make a credit note from the issued invoice, leave in it what "
	  "is to be taken back, and issue it.") },
	{ N_("Note a payment"),
	  N_("On the card of the invoice, add the amount and the day. What "
	  "is left to pay falls by it. A payment may be a part.") },
	{ N_("Print, or send as a file"),
	  N_("Print opens the invoice as a sheet of paper, with the amount "
	  "in words and a code to pay by; the browser can save it as PDF. "
	  "XML is for the client's accounting program.") },
	{ N_("Who owes us?"),
	  N_("Overdue invoices stand in Now, and all debts in the report on "
	  "debts.") } } },

	{ "reports", "reports", "chart-bar", N_("Reports"),
	  N_("Sales, funnel, lost deals, debts and work with clients, for "
	  "any period."), {
	{ N_("Choose what to count"),
	  N_("The tabs at the top are usual periods; any other is set by two "
	  "dates. Below them choose by what to group, and whose work to "
	  "show.") },
	{ N_("Look closer"),
	  N_("A click on a row goes deeper: from the year to its months, "
	  "from a country to its clients, from an employee to his "
	  "months.") },
	{ N_("Take it away"),
	  N_("Download CSV gives all rows as a table for any spreadsheet; "
	  "JSON is for programs.") },
	{ N_("Several currencies"),
	  N_("Sums in different currencies are never added up. The page "
	  "shows one currency; a click on the sum of another shows that "
	  "one.") },
	{ N_("Why do two people see different sums?"),
	  N_("A report counts only what its reader may see. The head of "
	  "sales sees all deals, a seller his own and his team's.") },
	{ N_("How the funnel counts"),
	  N_("A deal counts at a stage once, on the day it first got there. "
	  "Whoever reached a later stage has passed the earlier ones, also "
	  "those that were skipped; a won deal has passed them all. A win or "
	  "a loss counts on the day the deal was closed, as long as it lasts, "
	  "and the loss at the furthest stage that was reached.") },
	{ N_("What counts as sold"),
	  N_("Issued invoices with VAT by their date, less credit notes. "
	  "Drafts do not count, and payments change nothing.") } } },

	{ "accounting", "accounting", "building-bank", N_("Accounting"),
	  N_("Hands issued invoices and credit notes over to the accounting "
	  "program as XML files."), {
	{ N_("Take the documents of a month"),
	  N_("Choose the days and the format, press Show, then download the "
	  "archive. The same period gives the same bytes again.") },
	{ N_("What cannot be exported"),
	  N_("Documents that lack something stand in the list with the "
	  "reason, mostly a code or an address of the client. Complete the "
	  "client's card and credit the document anew, or correct the "
	  "draft.") },
	{ N_("Which format"),
	  N_("UBL 2.1 follows the European standard EN 16931 and is read by "
	  "most programs.") } } },

	{ "users", "users roles teams", "users", N_("Users and roles"),
	  N_("Who may sign in, what he sees, and what he may do."), {
	{ N_("Add somebody"),
	  N_("Make a user, choose the role and the team, and give a first "
	  "password. He can change it in his profile.") },
	{ N_("What a role says"),
	  N_("For each kind of record and each action: nothing, own, the "
	  "team's, or all. It holds everywhere: in lists, search, reports "
	  "and files.") },
	{ N_("Somebody has lost his phone"),
	  N_("His card turns two-step sign-in off, and signs him out "
	  "everywhere. For the only administrator the tool does it: "
	  "kartoteka user one-step LOGIN. A role can ask everybody for "
	  "it.") },
	{ N_("Who came in, who was refused"),
	  N_("Settings > Sign-ins, half a year back.") },
	{ N_("Somebody leaves the firm"),
	  N_("Take away May sign in. His records stay, and can be given to "
	  "somebody else.") },
	{ N_("Teams"),
	  N_("A team sees what the teams below it have. Records belong to "
	  "the team of their owner.") } } },

	{ "audit", "audit changes", "history", N_("Change log and undo"),
	  N_("Everything that anybody has changed, with the former values: "
	  "who, when, and through what."), {
	{ N_("Take back one change"),
	  N_("Press Undo beside it. If somebody has changed the same since, "
	  "the program says so and writes nothing.") },
	{ N_("Who may take it back?"),
	  N_("Whoever made it, with the rights that he has now: who may not "
	  "merge, take payments or move deals any more does not undo that "
	  "either. An administrator takes back anybody's.") },
	{ N_("Take back an import"),
	  N_("An import is one entry: Undo takes all its records back, "
	  "values that it changed too. Large ones go on in the background. "
	  "What somebody has changed since stays as it is and is named.") },
	{ N_("What cannot be undone"),
	  N_("An issued invoice. Correct it by a credit note.") },
	{ N_("The history of one record"),
	  N_("History on its card shows only what concerns it.") } } },

	{ "backup", "backup", "download", N_("Backup"),
	  N_("All that the firm has as one file, and how it comes back."), {
	{ N_("How often?"),
	  N_("As often as you could bear to type everything in again since "
	  "the last one: for most firms every day. Keep some of them, not "
	  "only the newest, and on another machine.") },
	{ N_("What is in it"),
	  N_("Every record and its history, users with their passwords "
	  "unreadable, settings and files; not who is signed in just now. "
	  "The tables are text and open with any spreadsheet.") },
	{ N_("Try it once"),
	  N_("A backup is worth what its restoring is worth: bring one into "
	  "an empty installation and look at it there.") } } },

	{ "settings", "settings", "settings", N_("Settings"),
	  N_("The firm as it stands on its papers, and what the others work "
	  "by."), {
	{ N_("Requisites"),
	  N_("Name, code, VAT number, address and account are printed on "
	  "invoices. Invoices that were issued before keep the former "
	  "ones.") },
	{ N_("VAT"),
	  N_("With a VAT number the firm pays VAT and new lines get the "
	  "usual rate of the country; without one they are outside of "
	  "VAT.") },
	{ N_("Language of the firm"),
	  N_("It is the language of papers and of new users. Everybody "
	  "chooses his own in the profile.") },
	{ N_("Background work"),
	  N_("Some work is done without anybody waiting: adding up figures, "
	  "forgetting old sign-ins, whatever takes long. Settings > "
	  "Background work shows what waits, what was done when, and what "
	  "failed and why.") },
	{ N_("Who does the background work"),
	  N_("An open page looks for it once a minute, so nothing need be "
	  "set up. Where nobody works for hours and it must be done all the "
	  "same, the host runs kartoteka jobs, by itself or by cron, or a "
	  "service calls the secret address.") },
	{ N_("Background work has failed"),
	  N_("It is tried again by itself after a minute, then after two, "
	  "four and so on; after eight failures it stands as given up, with "
	  "the reason. Mend the reason and press Try again, or drop it.") },
	{ N_("Letters: the mail server"),
	  N_("Settings > Letters asks for the server of your mail provider, "
	  "user, password and sender, and sends a test letter that shows "
	  "the server's own answer. The password is kept sealed and never "
	  "shown; it is typed again when the server changes.") },
	{ N_("Letters that did not go out"),
	  N_("A letter that the server refuses for good stands there as "
	  "given up, with the server's words. One that it does not take now "
	  "is tried again after one minute, two, four and so on; when the "
	  "server is away, all of them wait.") }
	  } },

	{ "profile", "profile", "user", N_("My profile"),
	  N_("Your language, the look of the pages, and your password."), {
	{ N_("Light or dark"),
	  N_("The menu under your initials switches at once; as the system "
	  "follows your device.") },
	{ N_("Change the password"),
	  N_("Type the present one and the new one, of at least 8 "
	  "characters. Other browsers are signed out.") },
	{ N_("Two-step sign-in"),
	  N_("Under Sign-in and safety: scan the code with an authenticator "
	  "application and type what it shows. From then on the password "
	  "alone does not let anybody in. Keep the recovery codes on "
	  "paper.") },
	{ N_("Where you are signed in"),
	  N_("The same page names your browsers and the last sign-ins, and "
	  "signs out those that are not yours.") },
	{ N_("More rows on a page"),
	  N_("Compact makes rows lower.") } } },
	{ 0 }
};

const struct help_page *
help_find(const char *name)
{
	for (const struct help_page *p = help_pages; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

const struct help_page *
help_about(const char *path)
{
	size_t	 n = *path == '/' ? strcspn(path + 1, "/") : 0;

	for (const struct help_page *p = help_pages; n > 0 && p->name != NULL;
	    p++) {
		const char	*rest = p->covers, *word;
		size_t		 len;

		while (str_split(&rest, ' ', &word, &len))
			if (len == n && strncmp(word, path + 1, n) == 0)
				return p;
	}
	return NULL;
}
