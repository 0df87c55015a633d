-- A transfer recorded by hand was called "to receive" for ever, also once the bank had brought it: where it stands is told by its status.
update payment
   set label = 'Virement' || substr(label, length('Virement à recevoir') + 1)
 where label like 'Virement à recevoir%';
