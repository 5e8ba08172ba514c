#pragma once

#include <QWidget>

namespace zscape {

/// A sentence that floats low in its parent and takes no part in anything.
class DropNote : public QWidget {
    Q_OBJECT

public:
    explicit DropNote(QWidget* parent);

    /// \param does in the accent's colour: the drop does something
    void say(const QString& sentence, bool does);
    QString sentence() const { return isHidden() ? QString() : sentence_; }
    bool does() const { return does_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString sentence_;
    bool does_ = false;
};

}  // namespace zscape
