;; -*- coding: utf-8; mode: emacs-lisp -*-
;; Post von hafen.test, anna@hafen.test: written by Postlotse 0.1.0
;; Add to ~/.emacs.d/init.el.  M-x gnus reads mail, C-x m writes it.

(setq user-mail-address "anna@hafen.test"
      gnutls-verify-error t)

(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it
      smtpmail-smtp-server "smtp.hafen.test"
      smtpmail-smtp-service 465
      smtpmail-stream-type 'ssl
      smtpmail-smtp-user "anna@hafen.test")

(setq gnus-select-method '(nnnil "")
      gnus-secondary-select-methods
      '((nnimap "anna@hafen.test"
                (nnimap-address "imap.hafen.test")
                (nnimap-server-port 993)
                (nnimap-stream ssl)
                (nnimap-user "anna@hafen.test")))
      gnus-message-archive-group "nnimap+anna@hafen.test:Sent"
      gnus-gcc-mark-as-read t)

;; Host, port, user name, and the command that prints the password.
(defvar postlotse-logins nil)
(setq postlotse-logins
      '(
        ("imap.hafen.test" "993" "anna@hafen.test"
         "secret-tool lookup host imap.hafen.test service imap user anna@hafen.test")
        ("smtp.hafen.test" "465" "anna@hafen.test"
         "secret-tool lookup host smtp.hafen.test service smtp user anna@hafen.test")))

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
