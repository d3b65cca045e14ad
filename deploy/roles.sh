#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: the owner of the tables, and the role as which
# web, worker and beat connect. The second owns nothing and cannot go round row-level security.
set -eu
psql --set=ON_ERROR_STOP=1 --set=owner_password="$OWNER_PASSWORD" --set=app_password="$APP_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role qi_owner login nosuperuser nobypassrls nocreatedb nocreaterole password :'owner_password';
create role qi_app login nosuperuser nobypassrls nocreatedb nocreaterole password :'app_password';
grant qi_app to qi_owner;
create database qiprogramme owner qi_owner encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' template template0;
revoke all on database qiprogramme from public;
grant connect on database qiprogramme to qi_app;
SQL
