#pragma once

#include "engine/session/types.h"

#include <QWidget>

#include <vector>

class QListView;

namespace zscape {

class UnreadableModel;

/// The files that could not be read, below the reason that they share; what is selected (or all of it) can be copied.
/// Any number of files: the list is virtual.
class UnreadablePage : public QWidget {
    Q_OBJECT

public:
    explicit UnreadablePage(QWidget* parent = nullptr);

    void setFiles(std::vector<UnreadableFile> files);
    /// One line a file, a tab between path and reason: the selected ones, or all when none is.
    QString text() const;
    QListView* list() const { return list_; }

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void copy() const;

    UnreadableModel* model_ = nullptr;
    QListView* list_ = nullptr;
};

}  // namespace zscape
