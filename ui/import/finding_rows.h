#pragma once

#include "engine/session/import_result.h"

#include <QObject>

class QPushButton;

namespace zscape {

class CountLines;
class DuplicatePairs;
class ImportRow;

/// The rows of the import page that are there only where there is something to say: tables beside the images, pictures
/// that are there twice, and what could not be read. Each says what was found and has one link.
class FindingRows : public QObject {
    Q_OBJECT

public:
    /// \param table, duplicates, notRead rows without contents, which these fill
    FindingRows(ImportRow* table, ImportRow* duplicates, ImportRow* notRead, QObject* parent);

    /// Of another source.
    void begin() { moved_ = 0; }
    void setImported(const std::shared_ptr<const Imported>& imported);

    DuplicatePairs* pairs() const { return pairs_; }
    CountLines* reasons() const { return reasons_; }
    QPushButton* moveButton() const { return move_; }
    QPushButton* showFilesButton() const { return showFiles_; }

Q_SIGNALS:
    void tableWanted();
    /// As ImportSettings::duplicates has it.
    void duplicatesWanted(const std::string& duplicates);
    /// The list of files that could not be read is shown, or put away.
    void filesWanted();

private:
    void showTables();
    void showDuplicates();
    void showNotRead();

    std::shared_ptr<const Imported> imported_;
    int64_t moved_ = 0;  ///< images that a click moved to the training side
    ImportRow* tableRow_;
    ImportRow* duplicatesRow_;
    ImportRow* notReadRow_;
    CountLines* tableLines_ = nullptr;
    QPushButton* chooseTable_ = nullptr;
    DuplicatePairs* pairs_ = nullptr;
    QPushButton* move_ = nullptr;
    CountLines* reasons_ = nullptr;
    QPushButton* showFiles_ = nullptr;
};

}  // namespace zscape
