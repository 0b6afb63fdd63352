package danger
