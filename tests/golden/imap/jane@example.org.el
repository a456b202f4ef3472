;; -*- coding: utf-8; mode: emacs-lisp -*-
;; Example & Söhne, jane@example.org: written by Postlotse @VERSION@
;; Add to ~/.emacs.d/init.el.  M-x gnus reads mail, C-x m writes it.

(setq user-mail-address "jane@example.org"
      user-full-name "Jane Doe"
      gnutls-verify-error t)

(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it
      smtpmail-smtp-server "smtp.example.org"
      smtpmail-smtp-service 587
      smtpmail-stream-type 'starttls
      smtpmail-smtp-user "jane@example.org")

(setq gnus-select-method '(nnnil "")
      gnus-secondary-select-methods
      '((nnimap "jane@example.org"
                (nnimap-address "imap.example.org")
                (nnimap-server-port 993)
                (nnimap-stream ssl)
                (nnimap-user "jane@example.org")))
      gnus-message-archive-group "nnimap+jane@example.org:Sent"
      gnus-gcc-mark-as-read t)

;; Host, port, user name, and the command that prints the password.
(defvar postlotse-logins nil)
(setq postlotse-logins
      '(
        ("imap.example.org" "993" "jane@example.org"
         "secret-tool lookup host imap.example.org service imap user jane@example.org")
        ("smtp.example.org" "587" "jane@example.org"
         "secret-tool lookup host smtp.example.org service smtp user jane@example.org")))

(defun postlotse-password (command)
  (encode-coding-string
   (car (split-string (shell-command-to-string command) "\n"))
   locale-coding-system))

(defun postlotse-fits (value wanted)
  (or (memq wanted '(nil t))
      (member value (mapcar (lambda (each) (format "%s" each))
                            (if (listp wanted) wanted (list wanted))))))

(defun postlotse-search (&rest spec)
  (let (found)
    (dolist (login postlotse-logins found)
      (when (and (postlotse-fits (nth 0 login) (plist-get spec :host))
                 (postlotse-fits (nth 1 login) (plist-get spec :port))
                 (postlotse-fits (nth 2 login) (plist-get spec :user)))
        (let ((password (postlotse-password (nth 3 login))))
          (unless (equal password "")
            (push (list :host (nth 0 login) :port (nth 1 login)
                        :user (nth 2 login)
                        :secret `(lambda () ,password))
                  found)))))))

(defun postlotse-backend (entry)
  (when (eq entry 'postlotse)
    (auth-source-backend :type 'postlotse :source "postlotse"
                         :search-function #'postlotse-search)))

(require 'auth-source)
(add-hook 'auth-source-backend-parser-functions #'postlotse-backend)
(add-to-list 'auth-sources 'postlotse)
