#pragma once

#include <QGridLayout>

class QBoxLayout;

namespace zscape {

/// Lines of a drawer: words at the left, in a column of the same width in all of them, and a field.
class FieldLines {
public:
    /// \param of whose children the words become
    FieldLines(QBoxLayout* into, QWidget* of);
    void add(const QString& words, QWidget* field);

private:
    QGridLayout* lines_;
    QWidget* of_;
};

}  // namespace zscape
