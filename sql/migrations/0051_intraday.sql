-- One word for one thing: what MT942 and camt.052 bring is an intraday report.
update file_problem set code = 'intraday_report_not_booked' where code = 'interim_report_not_booked';
update file_problem set code = 'intraday_sum_differs' where code = 'interim_sum_differs';
