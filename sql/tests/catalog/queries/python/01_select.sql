select 1,now(),current_user
