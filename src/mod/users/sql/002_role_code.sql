-- A firm writes the code of a role in its own letters, as any other code.
ALTER TABLE role MODIFY code VARCHAR(40) NOT NULL
    COMMENT 'how files and the tool name it: seller';
